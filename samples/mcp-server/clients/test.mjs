// Real MCP clients against an MCP server and the stand-in pool, which are running:
//   MCP_URL    the server, which is also the resource that tokens are bound to
//   POOL_URL   the pool, at which everybody may register a client
//   COGNITO_OPEN_REGISTRATION   true if the server takes any client of the pool
// Each client starts with nothing but the server's URL, and the id of a pre-registered public client if the server takes
// no other.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { UnauthorizedError as UnauthorizedV1 } from '@modelcontextprotocol/sdk/client/auth.js';
import {
  Client as ClientV2,
  StreamableHTTPClientTransport as TransportV2,
  UnauthorizedError as UnauthorizedV2
} from '@modelcontextprotocol/client';
import { signIn } from './browser.mjs';

const MCP = process.env.MCP_URL ?? 'http://localhost:8083/mcp';
const POOL = process.env.POOL_URL ?? 'http://localhost:9000';
const CLIENT_ID = 'mcp0local0client0';
const OPEN = process.env.COGNITO_OPEN_REGISTRATION === 'true';
const ELSEWHERE = 'https://elsewhere.example/mcp';
const CALLBACK = 'http://localhost:25090/callback';
const ORIGIN = new URL(MCP).origin;

const SDKS = [
  { name: 'sdk 1.32.2', Client: ClientV1, Transport: TransportV1, Unauthorized: UnauthorizedV1, keepsRefreshToken: false },
  { name: 'client 2.4.0', Client: ClientV2, Transport: TransportV2, Unauthorized: UnauthorizedV2, keepsRefreshToken: true }
];

/** What an MCP client remembers of one person at one server. It counts how often the person had to sign in. */
class Person {
  signIns = [];
  #clientInformation;
  #tokens;
  #verifier;
  #discovery;

  constructor(clientId, keepsRefreshToken) {
    this.#clientInformation = clientId === undefined ? undefined : { client_id: clientId };
    this.keepsRefreshToken = keepsRefreshToken;
  }

  get redirectUrl() {
    return CALLBACK;
  }

  get clientMetadata() {
    return { redirect_uris: [CALLBACK], client_name: 'test', token_endpoint_auth_method: 'none' };
  }

  clientInformation() {
    return this.#clientInformation;
  }

  saveClientInformation(information) {
    this.#clientInformation = information;
  }

  tokens() {
    return this.#tokens;
  }

  saveTokens(tokens) {
    const { refresh_token, ...rest } = tokens;
    this.#tokens = this.keepsRefreshToken ? tokens : rest;
  }

  saveCodeVerifier(verifier) {
    this.#verifier = verifier;
  }

  codeVerifier() {
    return this.#verifier;
  }

  saveDiscoveryState(state) {
    this.#discovery = state;
  }

  discoveryState() {
    return this.#discovery;
  }

  async redirectToAuthorization(url) {
    this.signIns.push(url);
    this.callback = await signIn(url);
  }
}

/** Does it, and if the person had to sign in meanwhile, finishes that and does it again: once. */
async function withSignIn(transport, person, Unauthorized, action) {
  const before = person.signIns.length;
  try {
    return await action();
  } catch (e) {
    if (!(e instanceof Unauthorized) || person.signIns.length !== before + 1) {
      throw e;
    }
    const code = person.callback.searchParams.get('code');
    assert.ok(code, 'no code but ' + person.callback);
    await transport().finishAuth(code);
    return await action();
  }
}

function payload(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
}

for (const sdk of SDKS) {
  test(`${sdk.name}: discovery, sign-in, a typed claim, and ${OPEN ? 'all scopes at once' : 'a further scope in one round'}`, async () => {
    const person = new Person(OPEN ? undefined : CLIENT_ID, sdk.keepsRefreshToken);
    let transport;
    let client;
    const connect = async () => {
      transport = new sdk.Transport(new URL(MCP), { authProvider: person });
      client = new sdk.Client({ name: 'test', version: '1.0.0' });
      await client.connect(transport);
    };
    await withSignIn(() => transport, person, sdk.Unauthorized, connect);

    assert.equal(person.signIns.length, 1);
    assert.deepEqual(person.signIns[0].searchParams.get('scope').split(' ').sort(), OPEN ? [MCP + '/read', MCP + '/walk'] : [MCP + '/read']);
    assert.equal(person.signIns[0].searchParams.get('resource'), MCP);
    assert.equal(person.signIns[0].searchParams.get('code_challenge_method'), 'S256');
    assert.equal(person.clientInformation().client_id === CLIENT_ID, !OPEN);
    assert.equal(payload(person.tokens().access_token).client_id, person.clientInformation().client_id);
    assert.equal(payload(person.tokens().access_token).aud, MCP);
    assert.notEqual(payload(person.tokens().access_token).iss, ORIGIN);

    const tools = (await client.listTools()).tools.map(tool => tool.name).sort();
    assert.deepEqual(tools, ['pet', 'walk']);
    const pet = await client.callTool({ name: 'pet', arguments: {} });
    assert.match(pet.content[0].text, /You like (dogs|cats)/);

    const walk = await withSignIn(() => transport, person, sdk.Unauthorized, () =>
      client.callTool({ name: 'walk', arguments: {} }));
    assert.match(walk.content[0].text, /walk/);
    assert.equal(person.signIns.length, OPEN ? 1 : 2, 'one more sign-in, and no other, for a client that did not ask for all');
    assert.deepEqual(person.signIns.at(-1).searchParams.get('scope').split(' ').sort(), [MCP + '/read', MCP + '/walk']);
    await client.callTool({ name: 'pet', arguments: {} });
    assert.equal(person.signIns.length, OPEN ? 1 : 2);
    await client.close();
  });

  test(`${sdk.name}: a client without an id is registered only if the server says that everybody may`, { skip: OPEN }, async () => {
    const person = new Person(undefined, sdk.keepsRefreshToken);
    await assert.rejects(
      new sdk.Client({ name: 'test', version: '1.0.0' }).connect(new sdk.Transport(new URL(MCP), { authProvider: person })),
      /does not support dynamic client registration/
    );
    assert.equal(person.clientInformation(), undefined);
  });

  test(`${sdk.name}: a client id that the pool does not know ends at the pool`, async () => {
    const person = new Person('unknown0client0', sdk.keepsRefreshToken);
    let transport;
    await assert.rejects(async () => {
      transport = new sdk.Transport(new URL(MCP), { authProvider: person });
      await new sdk.Client({ name: 'test', version: '1.0.0' }).connect(transport);
    });
    assert.equal(person.tokens(), undefined);
  });
}

async function post(token, headers = {}) {
  return fetch(MCP, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(token ? { authorization: 'Bearer ' + token } : {}),
      ...headers
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} })
  });
}

/** Registers a client, for all scopes or for one. */
async function register(scope) {
  const registered = await fetch(POOL + '/oauth2/register', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ redirect_uris: [CALLBACK], token_endpoint_auth_method: 'none', scope })
  });
  assert.equal(registered.status, 201);
  return (await registered.json()).client_id;
}

function authorize(client_id, scope, resource) {
  return signIn(POOL + '/oauth2/authorize?' + new URLSearchParams({
    response_type: 'code', client_id, redirect_uri: CALLBACK, scope, resource
  }));
}

/** A token of a client that has just registered itself, for a person who signed in. */
async function tokenOfARegisteredClient(resource) {
  const client_id = await register();
  const callback = await authorize(client_id, MCP + '/read', resource);
  const answer = await fetch(POOL + '/oauth2/token', {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code', client_id, redirect_uri: CALLBACK, code: callback.searchParams.get('code')
    })
  });
  assert.equal(answer.status, 200);
  const token = (await answer.json()).access_token;
  assert.equal(payload(token).aud, resource);
  assert.equal(payload(token).client_id, client_id);
  assert.ok(payload(token).scope.split(' ').includes(MCP + '/read'));
  return token;
}

async function sign(change) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: POOL + '/us-east-1_LocalPool',
    sub: '472ff4cd-9b09-46b5-8680-e8c5d6025d38',
    client_id: CLIENT_ID,
    username: 'test-user',
    token_use: 'access',
    jti: 'a',
    scope: MCP + '/read',
    aud: MCP,
    auth_time: now,
    iat: now,
    exp: now + 300,
    ...change
  };
  const answer = await fetch(POOL + '/_local/sign', {
    method: 'POST',
    headers: { 'X-Local-User-Pool': '1' },
    body: JSON.stringify(claims)
  });
  assert.equal(answer.status, 200);
  return (await answer.json()).token;
}

async function assertUnauthorized(answer, error) {
  assert.equal(answer.status, 401);
  const challenge = answer.headers.get('www-authenticate');
  assert.match(challenge, /^Bearer /);
  assert.ok(challenge.includes(`resource_metadata="${ORIGIN}/.well-known/oauth-protected-resource${new URL(MCP).pathname}"`), challenge);
  assert.equal(challenge.includes(`scope="${MCP}/read"`), !OPEN, challenge);
  assert.equal(challenge.includes('error="invalid_token"'), error, challenge);
}

test('a request without a token is told where to get one', async () => {
  await assertUnauthorized(await post(null), false);
});

test('a token as it must be is taken', async () => {
  assert.equal((await post(await sign({}))).status, 200);
});

test(`a registered client's token is ${OPEN ? 'taken' : 'refused'}`, async () => {
  const answer = await post(await tokenOfARegisteredClient(MCP));
  if (OPEN) {
    assert.equal(answer.status, 200);
  } else {
    await assertUnauthorized(answer, true);
  }
});

test("a registered client's token for another resource is refused", async () => {
  await assertUnauthorized(await post(await tokenOfARegisteredClient(ELSEWHERE)), true);
});

test('a client that registered for one scope gets no further one', async () => {
  const clientId = await register(MCP + '/read');

  assert.ok((await authorize(clientId, MCP + '/read', MCP)).searchParams.get('code'));
  assert.equal((await authorize(clientId, `${MCP}/read ${MCP}/walk`, MCP)).searchParams.get('error'), 'invalid_scope');
});

for (const [name, change] of [
  ["another resource's token", { aud: ELSEWHERE }],
  ['a token for the origin with a slash', { aud: ORIGIN + '/' }],
  ['a token for no resource', { aud: undefined }],
  ['an ID token', { token_use: 'id', aud: CLIENT_ID }],
  ...(OPEN ? [] : [["an unknown client's token", { client_id: 'unknown0client0' }]]),
  ['an expired token', { exp: Math.floor(Date.now() / 1000) - 10 }],
  ['a token whose issuer is the origin of this server', { iss: ORIGIN }]
]) {
  test(`${name} is refused`, async () => {
    await assertUnauthorized(await post(await sign(change)), true);
  });
}

test('a forged token is refused', async () => {
  const [header, , signature] = (await sign({})).split('.');
  const [, forged] = (await sign({ scope: MCP + '/read ' + MCP + '/walk' })).split('.');
  await assertUnauthorized(await post([header, forged, signature].join('.')), true);
});

for (const path of ['/.well-known/oauth-protected-resource' + new URL(MCP).pathname, '/.well-known/oauth-authorization-server']) {
  test(`${path} is there for scripts of any page`, async () => {
    const preflight = await fetch(ORIGIN + path, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://elsewhere.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'mcp-protocol-version'
      }
    });
    const document = await fetch(ORIGIN + path, { headers: { 'X-Forwarded-Host': 'evil.example' } });

    assert.ok(preflight.ok);
    assert.equal(document.status, 200);
    assert.equal(document.headers.get('access-control-allow-origin'), '*');
    assert.ok(!(await document.text()).includes('evil'));
  });
}
