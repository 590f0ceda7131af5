import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';

const pool = new URL(window.POOL);

const users = new CognitoUserPool({
  UserPoolId: 'us-east-1_LocalPool',
  ClientId: '7local0browser0client0spa',
  endpoint: pool.origin
});

let user;

const payloads = session => ({
  access: session.getAccessToken().decodePayload(),
  accessToken: session.getAccessToken().getJwtToken(),
  id: session.getIdToken().decodePayload()
});

/** What the library tells by callbacks, as a promise. */
const callbacks = (resolve, reject) => ({
  onSuccess: session => resolve(session.getIdToken ? payloads(session) : session),
  onFailure: reject,
  newPasswordRequired: (attributes, required) => resolve({ newPasswordRequired: attributes, required })
});

const told = act => new Promise((resolve, reject) => act((error, result) => (error ? reject(error) : resolve(result))));

async function session() {
  user = users.getCurrentUser();
  return user && told(tell => user.getSession(tell));
}

window.app = {
  signIn: (Username, Password) =>
    new Promise((resolve, reject) => {
      user = new CognitoUser({ Username, Pool: users });
      user.authenticateUser(new AuthenticationDetails({ Username, Password }), callbacks(resolve, reject));
    }),
  newPassword: password =>
    new Promise((resolve, reject) => user.completeNewPasswordChallenge(password, {}, callbacks(resolve, reject))),
  tokens: async () => {
    const now = await session();
    return now && payloads(now);
  },
  refresh: async () => {
    const now = await session();
    return payloads(await told(tell => user.refreshSession(now.getRefreshToken(), tell)));
  },
  attributes: async () => {
    await session();
    const attributes = await told(tell => user.getUserAttributes(tell));
    return Object.fromEntries(attributes.map(attribute => [attribute.getName(), attribute.getValue()]));
  },
  changePassword: async (old, other) => {
    await session();
    return told(tell => user.changePassword(old, other, tell));
  },
  signOutEverywhere: async () => {
    await session();
    return new Promise((onSuccess, onFailure) => user.globalSignOut({ onSuccess, onFailure }));
  }
};
