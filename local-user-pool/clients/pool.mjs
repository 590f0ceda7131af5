// The pools under test, which are running, and the AWS SDK for JavaScript, which knows nothing of one but its address.

import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand
} from '@aws-sdk/client-cognito-identity-provider';

/** Over HTTP, with the settings that the program has by itself. */
export const POOL = process.env.POOL_URL ?? 'http://localhost:9000';

/** Over TLS, with those of pool.yaml. */
export const TLS_POOL = process.env.TLS_POOL_URL ?? 'https://localhost:9443';

export const POOL_ID = 'us-east-1_LocalPool';
export const CLIENT_ID = '7local0browser0client0spa';

export const PASSWORD = 'Local-Pass-1';

const pool = new URL(POOL);

export const cognito = new CognitoIdentityProviderClient({
  endpoint: pool.origin,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
});

/** Puts a pool back to its start. */
export async function reset(address = POOL) {
  await local(address, '/_local/reset', { method: 'POST' });
}

/** What the pool would have mailed to the user. */
export async function codes(username) {
  return (await (await local(POOL, '/_local/codes/' + username)).json()).codes;
}

async function local(address, path, options = {}) {
  const answer = await fetch(address + path, { ...options, headers: { 'X-Local-User-Pool': '1' } });
  if (!answer.ok) {
    throw new Error(path + ': ' + answer.status);
  }
  return answer;
}

/** A user who has to choose another password. */
export async function createUser(Username, TemporaryPassword) {
  await cognito.send(
    new AdminCreateUserCommand({
      UserPoolId: POOL_ID,
      Username,
      TemporaryPassword,
      UserAttributes: [
        { Name: 'email', Value: Username + '@amazon.com' },
        { Name: 'email_verified', Value: 'true' }
      ]
    })
  );
}

/** Signs in on another device of the user. */
export async function elsewhere(username, password = PASSWORD) {
  const answer = await initiate('USER_PASSWORD_AUTH', { USERNAME: username, PASSWORD: password });
  return answer.AuthenticationResult;
}

export async function refresh(refreshToken) {
  return (await initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: refreshToken })).AuthenticationResult;
}

export async function initiate(AuthFlow, AuthParameters) {
  return cognito.send(new InitiateAuthCommand({ ClientId: CLIENT_ID, AuthFlow, AuthParameters }));
}

export function payload(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
}
