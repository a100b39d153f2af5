// The form that the desk fills in with the customer, as a plain table.

import { make } from './dom.js';

/** Fills `element` with a `desk.form` event; null takes the form away. */
export function showForm(element, form, words) {
  element.hidden = !form?.fields.length;
  if (element.hidden) return element.replaceChildren();
  const rows = form.fields.map((field) => row(field, field.name === form.focus, words));
  element.replaceChildren(make('table', { 'data-testid': 'fields' }, make('caption', {}, words.form_title), make('tbody', {}, ...rows)));
  element.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
}

function row({ label, shown, ok, problem }, focused, words) {
  const state = problem ? 'wrong' : ok && shown ? 'right' : 'open';
  const value = make('td', {}, shown || '—');
  if (problem) value.append(make('small', {}, words[`problem_${problem}`] ?? words.field_wrong));
  const mark = make('td', { class: 'mark' }, { wrong: '!', right: '✓', open: '' }[state]);
  mark.setAttribute('aria-label', words[`field_${state}`]);
  const element = make('tr', { class: state }, make('th', { scope: 'row' }, label), value, mark);
  if (focused) element.setAttribute('aria-current', 'step');
  return element;
}
