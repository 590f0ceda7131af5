// amazon-cognito-identity-js, as an application in a browser uses it.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Browser } from './browser.mjs';
import { CLIENT_ID, PASSWORD, POOL, POOL_ID, createUser, elsewhere, refresh, reset } from './pool.mjs';

describe('amazon-cognito-identity-js', () => {
  let browser;

  before(async () => (browser = await Browser.start('identity-js', POOL)));
  after(() => browser?.stop());
  beforeEach(async () => {
    await reset();
    await browser.openAfresh();
  });

  const signIn = () => browser.call('signIn', 'test-user', PASSWORD);

  test('signs in by SRP, and the ID token has the typed claim', async () => {
    const tokens = await signIn();

    assert.equal(tokens.id.pet_preference, 'dogs');
    assert.equal(tokens.id.iss, POOL + '/' + POOL_ID);
    assert.equal(tokens.access.client_id, CLIENT_ID);
    await browser.open();
    assert.equal((await browser.call('tokens')).accessToken, tokens.accessToken);
  });

  test('signs in by another name of the user, too', async () => {
    const tokens = await browser.call('signIn', 'test-user@example.com', PASSWORD);

    assert.equal(tokens.access.username, 'test-user-2');
    assert.equal(tokens.id.pet_preference, 'cats');
  });

  test('a user with a temporary password chooses another', async () => {
    await createUser('rex', 'Temporary-1');

    const first = await browser.call('signIn', 'rex', 'Temporary-1');
    assert.equal(first.newPasswordRequired.email, 'rex@amazon.com');
    const tokens = await browser.call('newPassword', 'Woof-1234');

    assert.equal(tokens.id['cognito:username'], 'rex');
    assert.ok((await elsewhere('rex', 'Woof-1234')).AccessToken);
  });

  test('refreshes', async () => {
    const first = await signIn();

    const second = await browser.call('refresh');

    assert.notEqual(second.access.jti, first.access.jti);
    assert.equal(second.access.origin_jti, first.access.origin_jti);
    assert.equal(second.id.pet_preference, 'dogs');
  });

  test('reads the attributes of the user', async () => {
    await signIn();

    const attributes = await browser.call('attributes');

    assert.equal(attributes.email, 'test-user@amazon.com');
    assert.equal(attributes.email_verified, 'true');
    assert.equal(attributes.sub, '472ff4cd-9b09-46b5-8680-e8c5d6025d38');
  });

  test('changes the password', async () => {
    await signIn();
    await assert.rejects(browser.call('changePassword', 'Wrong-Pass-1', 'Other-Pass-1'), {
      name: 'NotAuthorizedException'
    });
    await assert.rejects(browser.call('changePassword', PASSWORD, 'short'), { name: 'InvalidPasswordException' });

    assert.equal(await browser.call('changePassword', PASSWORD, 'Other-Pass-1'), 'SUCCESS');

    await assert.rejects(signIn(), { name: 'NotAuthorizedException' });
    assert.ok((await browser.call('signIn', 'test-user', 'Other-Pass-1')).accessToken);
  });

  test('a global sign-out ends those on other devices too', async () => {
    const other = await elsewhere('test-user');
    assert.ok((await refresh(other.RefreshToken)).AccessToken);
    await signIn();

    assert.equal(await browser.call('signOutEverywhere'), 'SUCCESS');

    assert.equal(await browser.call('tokens'), undefined);
    await assert.rejects(refresh(other.RefreshToken), { name: 'NotAuthorizedException' });
  });

  test('a wrong password is NotAuthorizedException', async () => {
    await assert.rejects(browser.call('signIn', 'test-user', 'Wrong-Pass-1'), {
      name: 'NotAuthorizedException',
      code: 'NotAuthorizedException',
      message: 'Incorrect username or password.'
    });
    assert.equal(await browser.call('tokens'), undefined);
  });

  test('a name that nobody has is NotAuthorizedException too', async () => {
    await assert.rejects(browser.call('signIn', 'nobody', PASSWORD), {
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.'
    });
  });
});
