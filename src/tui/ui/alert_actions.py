"""What the user does about alerts: acknowledge, silence, make and change rules."""

from typing import TYPE_CHECKING

from tui.config import alert_edits
from tui.config.alert_edits import RuleChange
from tui.config.alerts import rule_of
from tui.domain.alerts.rule import BrokenRule, Rule
from tui.domain.alerts.status import NO_ALERTS
from tui.domain.alerts.subject import find_quote
from tui.domain.expressions.tokens import ExpressionError
from tui.ui.market_app import MarketApp
from tui.ui.screens.alert_form import AlertFormPane, AlertFormScreen
from tui.ui.widgets.alerts import AlertAction
from tui.view.alert_form import AlertForm, FormTarget, changed_values, form_of, new_form
from tui.view.alert_rows import AlertRow, Group
from tui.view.settings import BoardSettings
from tui.view.snooze import next_snooze
from tui.view.tabs import ALL

if TYPE_CHECKING:
    from tui.engine.alert_control import AlertControl
    from tui.ui.settings_store import SettingsStore


class AlertActions:
    """Does what the keys of the list and the form ask for.

    Args:
        app: the board.
        store: of the settings, which the rules are a part of.
        control: judges the rules; None where none are judged.
    """

    def __init__(self, app: MarketApp, store: "SettingsStore", control: "AlertControl | None") -> None:
        self._app = app
        self._store = store
        self._control = control

    def act(self, action: AlertAction, row: AlertRow | None) -> None:
        """Do something about a row of the list."""
        if self._control is None:
            self._app.announce("a recorded day rings nothing: there is nothing to change")
        elif action is AlertAction.ACKNOWLEDGE_ALL:
            self._acknowledge_all(self._control)
        elif row is None or row.rule is None:
            self._app.announce("no such rule is there any more" if row is not None else "there is no rule yet")
        elif action is AlertAction.EDIT:
            self._edit(row.rule)
        elif isinstance(row.rule, BrokenRule):
            self._app.announce("it is broken: edit it first")
        else:
            self._act_on(action, row, row.rule, self._control)

    def _act_on(self, action: AlertAction, row: AlertRow, rule: Rule, control: "AlertControl") -> None:
        match action:
            case AlertAction.ACKNOWLEDGE:
                self._acknowledge(row, control)
            case AlertAction.SNOOZE:
                until, words = next_snooze(row.state.snoozed_until, self._app.state.time_of_day)
                key = row.key if row.group is not Group.LOG else (row.key[0], "")
                if row.group is Group.FIRED:
                    control.acknowledge([key])
                control.snooze(key, until)
                self._app.announce(
                    f"snoozed {words}: {_about(key)}" if until else f"not snoozed any more: {_about(key)}"
                )
            case AlertAction.ARM:
                control.arm(rule.name)
                self._app.announce(f"armed again: {rule.name}")
            case _:
                self._switch(rule)

    def _acknowledge(self, row: AlertRow, control: "AlertControl") -> None:
        status = self._app.state.alerts or NO_ALERTS
        keys = [row.key] if row.group is Group.FIRED else [key for key in status.unacknowledged if key[0] == row.key[0]]
        if keys:
            control.acknowledge(keys)
        self._app.announce(f"acknowledged: {_about(row.key)}" if keys else "nothing of it is left to acknowledge")

    def _acknowledge_all(self, control: "AlertControl") -> None:
        keys = (self._app.state.alerts or NO_ALERTS).unacknowledged
        if keys:
            control.acknowledge(keys)
        self._app.announce(f"acknowledged: {len(keys):,}" if keys else "nothing is left to acknowledge")

    def _switch(self, rule: Rule) -> None:
        is_enabled = not rule.is_enabled
        about = f"{'on again' if is_enabled else 'off'}: {rule.name}"
        after = rule._replace(is_enabled=is_enabled)
        values = {"enabled": None if is_enabled else False}
        self._change(alert_edits.changed(self._store.settings, rule.number or 0, after, values, about))

    def _change(self, change: RuleChange) -> None:
        self._app.run_worker(self._store.change(change.settings, *change.edits))

    # --- the form

    def new(self) -> None:
        """Show the form of a new rule about the row under the cursor."""
        grid, market = self._app.board.grid, self._app.state.market
        quote = market.quotes.get(grid.cursor) if grid.cursor is not None else None
        if self._control is None:
            self._app.announce("a recorded day rings nothing: rules are made on the live board")
        elif quote is None:
            self._app.announce("no row to make an alert of")
        else:
            tab = grid.settings.tab
            name = "" if tab.name == ALL or tab.selects_all else tab.name
            is_owned = quote.id in self._app.state.holdings
            self._open(new_form(FormTarget(quote, name, is_owned, self._taken(None))))

    def _edit(self, rule: Rule | BrokenRule) -> None:
        rule = rule.rule if isinstance(rule, BrokenRule) else rule
        names = rule.scope.names
        quote = find_quote(self._app.state.market, names[0]) if len(names) == 1 else None
        self._open(form_of(rule, FormTarget(quote, taken=self._taken(rule.number))))

    def _taken(self, number: int | None) -> frozenset[str]:
        settings = self._store.settings
        rules = (*settings.rules, *(broken.rule for broken in settings.broken_rules))
        return frozenset(rule.name for rule in rules if rule.number != number)

    def _open(self, form: AlertForm) -> None:
        file = self._store.file
        screen = AlertFormScreen(form, "" if file is None else file.name)
        self._app.push_screen(screen.data_bind(MarketApp.state))

    def submit(self, event: AlertFormPane.Submitted) -> None:
        """Make the rule, or change it, and write it."""
        before, form = event.before, event.form
        edited = form.target.rule
        values: dict[str, object] = {key: value for key, value in form.values().items() if value is not None}
        if edited is not None and not form.scopes:
            values["on"] = list(edited.scope.names)
        try:
            rule = rule_of(values)
        except (ExpressionError, ValueError) as error:
            self._app.announce_in_front(str(error))
            return
        settings = self._store.settings
        if edited is not None:
            # the file may have been edited while the form was open
            found = _place_of(edited, settings)
            if found is None:
                self._app.announce_in_front("the file has another rule in its place now: go back and open it again")
                return
            edited = edited._replace(number=found)
        self._app.pop_screen()
        if edited is None:
            rule = rule._replace(ways=settings.rule_ways)
            written = {key: value for key, value in form.values().items() if value is not None}
            self._change(alert_edits.added(settings, rule, written, f"alert {rule.name}"))
            return
        changed = changed_values(before, form)
        if changed:
            kept = edited._replace(
                name=rule.name,
                text=rule.text,
                condition=rule.condition,
                scope=rule.scope,
                repeat=rule.repeat,
                times=edited.times._replace(in_session=rule.times.in_session),
                is_named=rule.is_named,
            )
            about = f"alert {rule.name}"
            self._change(alert_edits.changed(settings, edited.number or 0, kept, changed, about))


def _place_of(rule: Rule, settings: BoardSettings) -> int | None:
    """Return the number of the table that a rule is in now; None where there is no such rule any more."""
    rules = (*settings.rules, *(broken.rule for broken in settings.broken_rules))
    places = [each.number for each in rules if _written(each) == _written(rule)]
    return rule.number if rule.number in places else places[0] if places else None


def _written(rule: Rule) -> Rule:
    """Return a rule as its table has it, wherever that is."""
    return rule._replace(number=None, ways=())


def _about(key: tuple[str, str]) -> str:
    """Return what an action is about, for a message."""
    name, subject = key
    return f"{subject.rpartition(':')[2]}, {name}" if subject and not name.startswith(subject) else name
