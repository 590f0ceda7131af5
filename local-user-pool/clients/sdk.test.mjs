// The AWS SDK for JavaScript in Node.js: a user's whole life, and errors as they come from AWS.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  AdminAddUserToGroupCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  ChangePasswordCommand,
  CodeMismatchException,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  CreateGroupCommand,
  CreateUserPoolCommand,
  DeleteUserCommand,
  ExpiredCodeException,
  ForgotPasswordCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  ListUsersCommand,
  NotAuthorizedException,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  SignUpCommand,
  UpdateUserAttributesCommand,
  UserNotFoundException,
  UsernameExistsException,
  VerifyUserAttributeCommand,
  paginateListUsers
} from '@aws-sdk/client-cognito-identity-provider';
import { CLIENT_ID, PASSWORD, POOL_ID, codes, cognito, createUser, elsewhere, initiate, payload, refresh, reset } from './pool.mjs';

beforeEach(() => reset());

const send = command => cognito.send(command);
const asAdmin = (Command, Username, parameters = {}) => send(new Command({ UserPoolId: POOL_ID, Username, ...parameters }));

async function rejects(answer, name, message = /./) {
  await assert.rejects(answer, e => {
    assert.equal(e.name, name, e.message);
    assert.match(e.message, message);
    assert.equal(e.$metadata.httpStatusCode, 400);
    assert.match(e.$metadata.requestId, /^[0-9a-f-]{36}$/);
    return true;
  });
}

const setPassword = (ConfirmationCode, Password) =>
  send(new ConfirmForgotPasswordCommand({ ClientId: CLIENT_ID, Username: 'test-user', ConfirmationCode, Password }));

const attributes = user => Object.fromEntries(user.UserAttributes.map(({ Name, Value }) => [Name, Value]));

test('an administrator makes a user, who chooses a password, and tokens follow attributes and groups', async () => {
  await createUser('rex', 'Temporary-1');
  assert.equal((await asAdmin(AdminGetUserCommand, 'rex')).UserStatus, 'FORCE_CHANGE_PASSWORD');

  const challenge = await initiate('USER_PASSWORD_AUTH', { USERNAME: 'rex', PASSWORD: 'Temporary-1' });
  assert.equal(challenge.ChallengeName, 'NEW_PASSWORD_REQUIRED');
  assert.equal(challenge.AuthenticationResult, undefined);
  const { AuthenticationResult: tokens } = await send(
    new RespondToAuthChallengeCommand({
      ClientId: CLIENT_ID,
      ChallengeName: challenge.ChallengeName,
      Session: challenge.Session,
      ChallengeResponses: { USERNAME: 'rex', NEW_PASSWORD: 'Woof-1234' }
    })
  );
  assert.equal((await asAdmin(AdminGetUserCommand, 'rex')).UserStatus, 'CONFIRMED');
  assert.equal(payload(tokens.IdToken).pet_preference, 'dogs');
  assert.equal(payload(tokens.IdToken)['cognito:groups'], undefined);

  await asAdmin(AdminUpdateUserAttributesCommand, 'rex', { UserAttributes: [{ Name: 'given_name', Value: 'Rex' }] });
  await send(new CreateGroupCommand({ UserPoolId: POOL_ID, GroupName: 'walkers', Precedence: 1 }));
  await asAdmin(AdminAddUserToGroupCommand, 'rex', { GroupName: 'walkers' });

  const after = await refresh(tokens.RefreshToken);
  assert.deepEqual(payload(after.AccessToken)['cognito:groups'], ['walkers']);
  assert.deepEqual(payload(after.IdToken)['cognito:groups'], ['walkers']);
  assert.equal(payload(after.IdToken).given_name, 'Rex');
  const user = await send(new GetUserCommand({ AccessToken: after.AccessToken }));
  assert.equal(attributes(user).given_name, 'Rex');
  const { Groups } = await asAdmin(AdminListGroupsForUserCommand, 'rex');
  assert.deepEqual(Groups.map(group => [group.GroupName, group.Precedence]), [['walkers', 1]]);
  assert.ok(Groups[0].CreationDate instanceof Date);

  await asAdmin(AdminRemoveUserFromGroupCommand, 'rex', { GroupName: 'walkers' });
  assert.equal(payload((await refresh(tokens.RefreshToken)).AccessToken)['cognito:groups'], undefined);
});

test('a user signs up, confirms, and signs in', async () => {
  const { UserSub, UserConfirmed, CodeDeliveryDetails } = await send(
    new SignUpCommand({
      ClientId: CLIENT_ID,
      Username: 'ada',
      Password: 'Purr-1234',
      UserAttributes: [{ Name: 'email', Value: 'ada@example.com' }]
    })
  );
  assert.equal(UserConfirmed, false);
  assert.equal(CodeDeliveryDetails.DeliveryMedium, 'EMAIL');
  assert.ok(!CodeDeliveryDetails.Destination.includes('ada@example.com'));
  await rejects(elsewhere('ada', 'Purr-1234'), 'UserNotConfirmedException');

  const code = (await codes('ada'))['sign-up'];
  const confirm = ConfirmationCode => send(new ConfirmSignUpCommand({ ClientId: CLIENT_ID, Username: 'ada', ConfirmationCode }));
  const wrong = confirm(String((Number(code) + 1) % 1_000_000).padStart(6, '0'));
  await assert.rejects(wrong, CodeMismatchException);
  await rejects(wrong, 'CodeMismatchException');
  await confirm(code);

  const claims = payload((await elsewhere('ada', 'Purr-1234')).IdToken);
  assert.equal(claims.sub, UserSub);
  assert.equal(claims.email_verified, true);
  assert.equal(claims.pet_preference, 'cats');
  assert.deepEqual(await codes('ada'), {});
});

test('a user who forgot the password sets another by a code', async () => {
  await send(new ForgotPasswordCommand({ ClientId: CLIENT_ID, Username: 'test-user' }));
  const code = (await codes('test-user'))['forgot-password'];

  await rejects(setPassword(code, 'short'), 'InvalidPasswordException');
  await setPassword(code, 'Other-Pass-1');

  await rejects(elsewhere('test-user'), 'NotAuthorizedException', /^Incorrect username or password\.$/);
  assert.ok((await elsewhere('test-user', 'Other-Pass-1')).AccessToken);
});

test('a user changes attributes and password, and verifies an address', async () => {
  const { AccessToken } = await elsewhere('test-user');

  await send(
    new UpdateUserAttributesCommand({
      AccessToken,
      UserAttributes: [
        { Name: 'email', Value: 'other@example.com' },
        { Name: 'custom:kennel', Value: '7' }
      ]
    })
  );
  assert.equal(attributes(await send(new GetUserCommand({ AccessToken }))).email_verified, 'false');
  await send(
    new VerifyUserAttributeCommand({
      AccessToken,
      AttributeName: 'email',
      Code: (await codes('test-user'))['verify-email']
    })
  );
  await send(new ChangePasswordCommand({ AccessToken, PreviousPassword: PASSWORD, ProposedPassword: 'Other-Pass-1' }));

  const claims = payload((await elsewhere('other@example.com', 'Other-Pass-1')).IdToken);
  assert.equal(claims['custom:kennel'], '7');
  assert.equal(claims.email_verified, true);
  assert.equal(claims.pet_preference, 'cats');
});

test('a global sign-out ends every sign-in of the user, a revocation one', async () => {
  const [first, second, third] = [await elsewhere('test-user'), await elsewhere('test-user'), await elsewhere('test-user')];

  await send(new RevokeTokenCommand({ ClientId: CLIENT_ID, Token: first.RefreshToken }));
  await rejects(refresh(first.RefreshToken), 'NotAuthorizedException', /^Refresh Token has been revoked$/);
  const refreshed = await send(
    new GetTokensFromRefreshTokenCommand({ ClientId: CLIENT_ID, RefreshToken: second.RefreshToken })
  );
  assert.ok(refreshed.AuthenticationResult.AccessToken);

  await send(new GlobalSignOutCommand({ AccessToken: third.AccessToken }));
  for (const { RefreshToken, AccessToken } of [second, third]) {
    await rejects(refresh(RefreshToken), 'NotAuthorizedException', /^Refresh Token has been revoked$/);
    await rejects(send(new GetUserCommand({ AccessToken })), 'NotAuthorizedException', /^Access Token has been revoked$/);
  }
  assert.ok((await elsewhere('test-user')).AccessToken);
});

test('a disabled user cannot sign in until enabled again', async () => {
  await asAdmin(AdminDisableUserCommand, 'test-user');
  assert.equal((await asAdmin(AdminGetUserCommand, 'test-user')).Enabled, false);
  await rejects(elsewhere('test-user'), 'NotAuthorizedException', /^User is disabled\.$/);

  await asAdmin(AdminEnableUserCommand, 'test-user');
  assert.ok((await elsewhere('test-user')).AccessToken);
});

test('a deleted user is gone, and the name is free', async () => {
  const { AccessToken, RefreshToken } = await elsewhere('test-user');
  await send(new DeleteUserCommand({ AccessToken }));
  await rejects(asAdmin(AdminGetUserCommand, 'test-user'), 'UserNotFoundException');
  await rejects(refresh(RefreshToken), 'NotAuthorizedException');

  await createUser('test-user', 'Temporary-1');
  await asAdmin(AdminSetUserPasswordCommand, 'test-user', { Password: 'Woof-1234', Permanent: true });
  assert.notEqual(payload((await elsewhere('test-user', 'Woof-1234')).AccessToken).sub, payload(AccessToken).sub);

  await asAdmin(AdminDeleteUserCommand, 'test-user');
  await rejects(elsewhere('test-user', 'Woof-1234'), 'NotAuthorizedException');
});

test('users are listed by filter and by page', async () => {
  for (const name of ['rex', 'rover', 'ada']) {
    await createUser(name, 'Temporary-1');
  }

  const { Users } = await send(new ListUsersCommand({ UserPoolId: POOL_ID, Filter: 'email ^= "r"' }));
  assert.deepEqual(Users.map(user => user.Username).sort(), ['rex', 'rover']);
  assert.ok(Users[0].UserCreateDate instanceof Date);

  const names = [];
  let pages = 0;
  for await (const page of paginateListUsers({ client: cognito, pageSize: 2 }, { UserPoolId: POOL_ID })) {
    names.push(...page.Users.map(user => user.Username));
    pages++;
  }
  assert.deepEqual(names.sort(), ['ada', 'rex', 'rover', 'test-user', 'test-user-2']);
  assert.equal(pages, 3);
});

for (const [what, answer, Type, name] of [
  ['a wrong password', () => elsewhere('test-user', 'Wrong-Pass-1'), NotAuthorizedException, 'NotAuthorizedException'],
  ['an unknown user', () => asAdmin(AdminGetUserCommand, 'nobody'), UserNotFoundException, 'UserNotFoundException'],
  ['a name that is taken', () => createUser('test-user', 'Temporary-1'), UsernameExistsException, 'UsernameExistsException'],
  ['a code where none was sent', () => setPassword('123456', 'Other-Pass-1'), ExpiredCodeException, 'ExpiredCodeException']
]) {
  test(`${what} is ${name}, as a class and by name`, async () => {
    await rejects(answer(), name);
    await assert.rejects(answer(), Type);
  });
}

for (const [what, answer, name] of [
  ['another pool', () => send(new ListUsersCommand({ UserPoolId: 'us-east-1_Other' })), 'ResourceNotFoundException'],
  [
    'another client',
    () => send(new SignUpCommand({ ClientId: 'nothing', Username: 'ada', Password: 'Purr-1234' })),
    'ResourceNotFoundException'
  ],
  [
    'a flow that the client does not have',
    () =>
      send(
        new AdminInitiateAuthCommand({
          UserPoolId: POOL_ID,
          ClientId: CLIENT_ID,
          AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: 'test-user', PASSWORD }
        })
      ),
    'InvalidParameterException'
  ],
  ['a token of nobody', () => send(new GetUserCommand({ AccessToken: 'a.b.c' })), 'NotAuthorizedException'],
  ['an operation that the stand-in does not have', () => send(new CreateUserPoolCommand({ PoolName: 'x' })), 'UnknownOperationException']
]) {
  test(`${what} is ${name}`, async () => {
    await rejects(answer(), name);
  });
}
