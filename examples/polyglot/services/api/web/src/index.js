import { greetingPath } from './path.js';

const show = (id, text) => {
  document.getElementById(id).textContent = text;
};

const banner = await fetch('./banner.txt');
show('banner', await banner.text());

const answer = await fetch(greetingPath(location.search));
const { message } = await answer.json();
show('greeting', message);
