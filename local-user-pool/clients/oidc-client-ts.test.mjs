// oidc-client-ts, as an application in a browser uses it that knows OpenID Connect and nothing of Cognito.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Browser, ORIGIN } from './browser.mjs';
import { PASSWORD, POOL, POOL_ID, createUser, elsewhere, payload, refresh, reset } from './pool.mjs';

describe('oidc-client-ts', () => {
  let browser;

  before(async () => (browser = await Browser.start('oidc-client-ts', POOL)));
  after(() => browser?.stop());
  beforeEach(async () => {
    await reset();
    await browser.openAfresh();
  });

  async function signIn(username = 'test-user') {
    await browser.leave('signIn', POOL + '/login');
    await browser.signIn(username, PASSWORD);
    await browser.at(ORIGIN + '/?code=');
    return browser.call('callback');
  }

  test('finds the endpoints, signs in, and has the claims and userInfo', async () => {
    const user = await signIn();

    assert.equal(user.profile.pet_preference, 'dogs');
    assert.equal(user.profile.email, 'test-user@amazon.com');
    // Only userInfo has it as a string.
    assert.equal(user.profile.email_verified, 'true');
    assert.equal(payload(user.idToken).email_verified, true);
    assert.equal(user.profile.iss, POOL + '/' + POOL_ID);
    assert.equal(payload(user.accessToken).pet_preference, 'dogs');
    assert.equal(user.expired, false);
  });

  test('refreshes by the refresh token', async () => {
    const first = await signIn();

    const second = await browser.call('refresh');

    assert.notEqual(payload(second.accessToken).jti, payload(first.accessToken).jti);
    assert.equal(payload(second.accessToken).origin_jti, payload(first.accessToken).origin_jti);
    assert.equal(second.refreshToken, first.refreshToken);
    assert.equal(second.profile.pet_preference, 'dogs');
  });

  test('revokes the refresh token, and a refresh fails', async () => {
    const { refreshToken } = await signIn();

    await browser.call('revoke');

    await assert.rejects(refresh(refreshToken), { name: 'NotAuthorizedException' });
  });

  test('signs out at the pool, which asks for the password again', async () => {
    await signIn();

    await browser.leave('signOut', ORIGIN);

    assert.equal(await browser.call('user'), undefined);
    await browser.leave('signIn', POOL + '/login');
  });

  test('who is signed in at the pool need not sign in again', async () => {
    await signIn();

    await browser.leave('signIn', ORIGIN + '/?code=');

    assert.equal((await browser.call('callback')).profile.pet_preference, 'dogs');
  });

  test('the form asks for another password in place of a temporary one', async () => {
    await createUser('rex', 'Temporary-1');
    await browser.leave('signIn', POOL + '/login');

    await browser.signInWithNewPassword('rex', 'Temporary-1', 'Woof-1234');
    await browser.at(ORIGIN + '/?code=');

    assert.equal((await browser.call('callback')).profile['cognito:username'], 'rex');
    assert.ok((await elsewhere('rex', 'Woof-1234')).AccessToken);
  });

  test('a wrong password stays at the form, which says so', async () => {
    await browser.leave('signIn', POOL + '/login');

    await browser.signIn('test-user', 'Wrong-Pass-1');

    assert.equal(await browser.problem(), 'Incorrect username or password.');
  });
});
