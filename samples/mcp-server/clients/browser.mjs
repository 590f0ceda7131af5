// Signs in at the stand-in pool as a person would, and gives the address that the browser is sent back to.

const decode = text => text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");

export async function signIn(authorizationUrl, username = 'test-user', password = 'Local-Pass-1') {
  const cookies = new Map();
  const pool = new URL(authorizationUrl).origin;

  async function send(url, options = {}) {
    const cookie = [...cookies].map(pair => pair.join('=')).join('; ');
    const answer = await fetch(url, { redirect: 'manual', ...options, headers: { ...options.headers, cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [name, value] = set.split(';')[0].split(/=(.*)/s);
      cookies.set(name, value);
    }
    return answer;
  }

  let answer = await send(authorizationUrl);
  for (let hops = 0; hops < 10; hops++) {
    const location = answer.headers.get('location');
    if (location) {
      const next = new URL(location, pool);
      if (next.origin !== pool || next.pathname === '/error') {
        return next;
      }
      answer = await send(next);
      continue;
    }
    const page = await answer.text();
    const action = page.match(/<form method="post" action="([^"]*)">/);
    const csrf = page.match(/name="_csrf" value="([^"]*)"/);
    if (!action || !csrf) {
      throw new Error('no sign-in form but ' + answer.status + ' ' + page.slice(0, 300));
    }
    answer = await send(new URL(decode(action[1]), pool), {
      method: 'POST',
      body: new URLSearchParams({ _csrf: decode(csrf[1]), username, password })
    });
  }
  throw new Error('too many redirects');
}
