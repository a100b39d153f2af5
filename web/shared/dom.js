// Elements, icons and buttons. Text from outside always goes in as text, never as markup.

/** An element with attributes and children; children that are strings become text. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const ICONS = {
  mic: 'M12 15a4 4 0 0 0 4-4V6a4 4 0 0 0-8 0v5a4 4 0 0 0 4 4zm7-4a7 7 0 0 1-6 6.9V21h-2v-3.1A7 7 0 0 1 5 11h2a5 5 0 0 0 10 0z',
  mute: 'M8 6a4 4 0 0 1 8 0v4.2L8 6.9zM3.3 2.3 2 3.6l6 6V11a4 4 0 0 0 5.6 3.7l1.5 1.5A7 7 0 0 1 7 11H5a7 7 0 0 0 6 6.9V21h2v-3.1a7 7 0 0 0 3.5-1.4l3.9 3.9 1.3-1.3z',
  stop: 'M6 6h12v12H6z',
  person: 'M12 12a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zm0 2c-4.4 0-8 2.3-8 5.2V21h16v-1.8c0-2.9-3.6-5.2-8-5.2z',
  send: 'M3 20.5 21.5 12 3 3.5v6.8L15 12 3 13.7z',
  chat: 'M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z',
  close: 'm5.6 4.2 6.4 6.4 6.4-6.4 1.4 1.4-6.4 6.4 6.4 6.4-1.4 1.4-6.4-6.4-6.4 6.4-1.4-1.4 6.4-6.4-6.4-6.4z',
  camera: 'M9 4h6l2 3h3a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2h3zm3 5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zm0 2a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z',
  pen: 'M3 17.3V21h3.7L17.8 9.9l-3.7-3.7zM20.7 7a1 1 0 0 0 0-1.4l-2.3-2.3a1 1 0 0 0-1.4 0l-1.8 1.8 3.7 3.7z',
  undo: 'M12 7c-3 0-5.6 1.2-7.5 3L1 6.5V16h9.5l-3.7-3.7A8 8 0 0 1 20 16.6l2.4-.8A10.500 10.500 0 0 0 12 7z',
  done: 'M9.5 18.6 3 12l1.6-1.6 4.9 5L19.4 5.4 21 7z',
};

export function icon(name) {
  const svg = svgElement('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' });
  svg.append(svgElement('path', { d: ICONS[name] }));
  return svg;
}

export function svgElement(tag, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** A button with a picture; `nameButton` gives it its words. */
export function button(id, picture) {
  const label = make('span', { class: 'name' });
  return make('button', { id, type: 'button', 'data-testid': id, class: `button ${id}` }, icon(picture), label);
}

export function nameButton(element, label) {
  element.querySelector('.name').textContent = label;
  element.setAttribute('aria-label', label);
  element.title = label;
}
