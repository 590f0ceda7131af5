// Amplify, as an application in a browser uses it.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { AdminUserGlobalSignOutCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Browser, ORIGIN } from './browser.mjs';
import { CLIENT_ID, PASSWORD, POOL, POOL_ID, TLS_POOL, cognito, createUser, elsewhere, refresh, reset } from './pool.mjs';

describe('Amplify by the API', () => {
  let browser;

  before(async () => (browser = await Browser.start('amplify', POOL)));
  after(() => browser?.stop());
  beforeEach(async () => {
    await reset();
    await browser.openAfresh();
  });

  async function signIn() {
    assert.equal((await browser.call('signIn', 'test-user', PASSWORD)).isSignedIn, true);
  }

  test('signs in by SRP, and the ID token has the typed claim', async () => {
    await signIn();

    const tokens = await browser.call('tokens');
    assert.equal(tokens.id.pet_preference, 'dogs');
    assert.equal(tokens.access.pet_preference, 'dogs');
    assert.equal(tokens.id.iss, POOL + '/' + POOL_ID);
    assert.equal(tokens.id.aud, CLIENT_ID);
    assert.deepEqual(tokens.access['cognito:groups'], ['admin']);
    const user = await browser.call('user');
    assert.equal(user.username, 'test-user');
    assert.equal(user.signInDetails.authFlowType, 'USER_SRP_AUTH');
    assert.equal((await browser.call('attributes')).email, 'test-user@amazon.com');
  });

  test('a sign-in outlives the page', async () => {
    await signIn();
    const { accessToken } = await browser.call('tokens');

    await browser.open();

    assert.equal((await browser.call('tokens')).accessToken, accessToken);
  });

  test('a forced refresh brings other tokens of the same sign-in', async () => {
    await signIn();
    const first = await browser.call('tokens');

    const second = await browser.call('refresh');

    assert.notEqual(second.access.jti, first.access.jti);
    assert.equal(second.access.origin_jti, first.access.origin_jti);
    assert.equal(second.id.pet_preference, 'dogs');
  });

  test('a user with a temporary password chooses another', async () => {
    await createUser('rex', 'Temporary-1');

    const first = await browser.call('signIn', 'rex', 'Temporary-1');
    assert.equal(first.isSignedIn, false);
    assert.equal(first.nextStep.signInStep, 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED');
    await assert.rejects(browser.call('newPassword', 'short'), { name: 'InvalidPasswordException' });
    const second = await browser.call('newPassword', 'Woof-1234');

    assert.equal(second.isSignedIn, true);
    assert.equal((await browser.call('tokens')).id['cognito:username'], 'rex');
    assert.ok((await elsewhere('rex', 'Woof-1234')).AccessToken);
  });

  test('a wrong password is NotAuthorizedException', async () => {
    await assert.rejects(browser.call('signIn', 'test-user', 'Wrong-Pass-1'), {
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.'
    });
    assert.equal(await browser.call('tokens'), undefined);
  });

  test('a sign-out ends this sign-in and no other', async () => {
    const other = await elsewhere('test-user');
    await signIn();
    const refreshToken = await browser.call('refreshToken');

    await browser.call('signOut');

    assert.equal(await browser.call('tokens'), undefined);
    await assert.rejects(refresh(refreshToken), { name: 'NotAuthorizedException' });
    assert.ok((await refresh(other.RefreshToken)).AccessToken);
  });

  test('a global sign-out ends those on other devices too', async () => {
    const other = await elsewhere('test-user');
    assert.ok((await refresh(other.RefreshToken)).AccessToken);
    await signIn();

    await browser.call('signOutEverywhere');

    assert.equal(await browser.call('tokens'), undefined);
    await assert.rejects(refresh(other.RefreshToken), { name: 'NotAuthorizedException' });
  });

  test('after a global sign-out elsewhere a refresh fails', async () => {
    await signIn();
    await cognito.send(new AdminUserGlobalSignOutCommand({ UserPoolId: POOL_ID, Username: 'test-user' }));

    assert.equal(await browser.call('refresh'), undefined);

    assert.ok((await browser.call('events')).includes('tokenRefresh_failure NotAuthorizedException'));
    await assert.rejects(browser.call('user'), { name: 'UserUnAuthenticatedException' });
  });
});

describe("Amplify by the pool's pages", () => {
  let browser;

  before(async () => (browser = await Browser.start('amplify', TLS_POOL)));
  after(() => browser?.stop());
  beforeEach(async () => {
    await reset(TLS_POOL);
    await browser.openAfresh();
  });

  async function signIn() {
    await browser.leave('redirect', TLS_POOL + '/login');
    await browser.signIn('test-user', PASSWORD);
    await browser.at(ORIGIN);
  }

  test('signs in with the form and comes back with tokens', async () => {
    await signIn();

    const tokens = await browser.call('tokens');
    assert.equal(tokens.id.pet_preference, 'dogs');
    assert.equal(tokens.id.iss, TLS_POOL + '/' + POOL_ID);
    assert.deepEqual(tokens.access.scope.split(' ').sort(), [
      'aws.cognito.signin.user.admin',
      'email',
      'openid',
      'profile'
    ]);
    assert.equal((await browser.call('attributes')).email, 'test-user@amazon.com');
  });

  test('keeps the refresh token that each refresh brings where they rotate', async () => {
    await signIn();
    const { access } = await browser.call('tokens');
    const first = await browser.call('refreshToken');

    const second = await browser.call('refresh');
    const third = await browser.call('refresh');

    assert.equal(new Set([access.jti, second.access.jti, third.access.jti]).size, 3);
    assert.notEqual(await browser.call('refreshToken'), first);
  });

  test('forgets the sign-in when it comes with a refresh token that was used before', async () => {
    await signIn();
    await browser.call('tokens');
    const first = await browser.call('refreshToken');
    await browser.call('refresh');

    await browser.call('storeRefreshToken', first);

    await assert.rejects(browser.call('refresh'), { name: 'RefreshTokenReuseException' });
    assert.equal(await browser.call('tokens'), undefined);
  });

  test('signs out at the pool too, which asks for the password again', async () => {
    await signIn();
    assert.ok(await browser.call('tokens'));

    await browser.leave('signOut', ORIGIN);

    assert.equal(await browser.call('tokens'), undefined);
    await browser.leave('redirect', TLS_POOL + '/login');
  });

  test('who is signed in at the pool need not sign in again', async () => {
    await signIn();
    const first = await browser.call('tokens');
    await browser.call('forget');

    await browser.leave('redirect', ORIGIN);

    assert.notEqual((await browser.call('tokens')).access.origin_jti, first.access.origin_jti);
  });

  test('a wrong password stays at the form, which says so', async () => {
    await browser.leave('redirect', TLS_POOL + '/login');

    await browser.signIn('test-user', 'Wrong-Pass-1');

    assert.equal(await browser.problem(), 'Incorrect username or password.');
  });
});
