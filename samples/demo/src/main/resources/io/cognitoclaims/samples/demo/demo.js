// Without this script every button loads the page again; with it, only what changed is replaced and read out.
'use strict';

const replace = page => {
  page.querySelectorAll('details').forEach((details, i) => {
    details.open = document.querySelectorAll('details')[i].open;
  });
  for (const id of ['tokens', 'trials', 'keys', 'sign-outs']) {
    document.getElementById(id).replaceWith(page.getElementById(id));
  }
  document.getElementById('announcer').textContent = page.getElementById('said')?.textContent
      ?? document.getElementById('said').textContent;
};

const send = (form, button) => {
  const fields = new URLSearchParams(new FormData(form, button));
  return form.method === 'get'
      ? fetch('/?' + fields)
      : fetch(form.action, { method: 'POST', body: fields });
};

document.addEventListener('submit', async event => {
  const form = event.target;
  if (!form.matches('.live')) {
    return;
  }
  event.preventDefault();
  document.body.setAttribute('aria-busy', 'true');
  try {
    const response = await send(form, event.submitter);
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (!response.ok || !page.getElementById('trials')) {
      location.assign('/');
      return;
    }
    const focused = document.activeElement.id;
    replace(page);
    document.getElementById(focused)?.focus({ preventScroll: true });
    history.replaceState(null, '', response.url);
  } catch {
    location.reload();
  } finally {
    document.body.removeAttribute('aria-busy');
  }
});
