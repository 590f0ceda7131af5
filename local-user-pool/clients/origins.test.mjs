// Which pages may read what the pool answers. The browser decides: no header is compared here.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Browser, ORIGIN } from './browser.mjs';
import { CLIENT_ID, PASSWORD, POOL, POOL_ID, TLS_POOL } from './pool.mjs';

const LISTED = 'http://listed.localhost:5173';
const OTHERS = ['http://other.localhost:5173', 'http://127.0.0.1:5173'];

const DISCOVERY = `/${POOL_ID}/.well-known/openid-configuration`;
const SIGN_IN = {
  ClientId: CLIENT_ID,
  AuthFlow: 'USER_SRP_AUTH',
  AuthParameters: { USERNAME: 'test-user', SRP_A: 'a' }
};

describe('origins', () => {
  let browser;

  before(async () => (browser = await Browser.start('plain', POOL)));
  after(() => browser?.stop());

  async function open(pool, origin) {
    browser.pool = pool;
    await browser.openAfresh(origin);
  }

  for (const [pool, origin, why] of [
    [POOL, ORIGIN, 'of a callback URL'],
    [TLS_POOL, ORIGIN, 'of a callback URL, where others are listed too'],
    [TLS_POOL, LISTED, 'that allowed-origins names']
  ]) {
    test(`a page of an origin ${why} reads every answer`, async () => {
      await open(pool, origin);

      assert.equal((await browser.call('get', DISCOVERY)).body.issuer, `${pool}/${POOL_ID}`);
      const answer = await browser.call('call', 'InitiateAuth', SIGN_IN);
      assert.equal(answer.status, 200);
      assert.equal(answer.body.ChallengeName, 'PASSWORD_VERIFIER');
    });
  }

  for (const [pool, origin] of [[POOL, LISTED], ...OTHERS.flatMap(origin => [[POOL, origin], [TLS_POOL, origin]])]) {
    test(`a page of ${origin} reads nothing of ${pool}`, async () => {
      await open(pool, origin);

      await assert.rejects(browser.call('get', DISCOVERY), { name: 'TypeError', message: 'Failed to fetch' });
      await assert.rejects(browser.call('call', 'InitiateAuth', SIGN_IN), {
        name: 'TypeError',
        message: 'Failed to fetch'
      });
    });
  }

  test('an allowed page reads an error of Cognito, with its headers', async () => {
    await open(POOL, ORIGIN);

    const answer = await browser.call('call', 'InitiateAuth', {
      ClientId: CLIENT_ID,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'test-user', PASSWORD: PASSWORD + 'x' }
    });

    assert.equal(answer.status, 400);
    assert.equal(answer.errorType, 'NotAuthorizedException:');
    assert.equal(answer.body.__type, 'NotAuthorizedException');
  });

  test('an allowed page cannot do what Cognito does for AWS credentials only', async () => {
    await open(POOL, ORIGIN);

    const answer = await browser.call('call', 'ListUsers', { UserPoolId: POOL_ID });

    assert.equal(answer.status, 400);
    assert.equal(answer.body.__type, 'MissingAuthenticationTokenException');
  });

  test('no page reaches the switches of the stand-in', async () => {
    await open(POOL, ORIGIN);

    await assert.rejects(browser.call('get', '/_local/codes/test-user'), { name: 'TypeError' });
  });
});
