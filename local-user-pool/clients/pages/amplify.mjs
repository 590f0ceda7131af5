import { Amplify } from 'aws-amplify';
import {
  confirmSignIn,
  fetchAuthSession,
  fetchUserAttributes,
  getCurrentUser,
  signIn,
  signInWithRedirect,
  signOut
} from 'aws-amplify/auth';
import { Hub } from 'aws-amplify/utils';

const pool = new URL(window.POOL);
const page = location.origin + '/';

Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: 'us-east-1_LocalPool',
      userPoolClientId: '7local0browser0client0spa',
      userPoolEndpoint: pool.origin,
      loginWith: {
        oauth: {
          domain: pool.host,
          scopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
          redirectSignIn: [page],
          redirectSignOut: [page],
          responseType: 'code'
        }
      }
    }
  }
});

const events = [];
Hub.listen('auth', ({ payload }) => events.push(payload.event + ' ' + (payload.data?.error?.name ?? '')));

async function tokens(forceRefresh) {
  const session = await fetchAuthSession({ forceRefresh });
  return (
    session.tokens && {
      access: session.tokens.accessToken.payload,
      accessToken: session.tokens.accessToken.toString(),
      id: session.tokens.idToken.payload
    }
  );
}

/** Where Amplify keeps it; no function of it tells. */
const refreshTokenKey = () => Object.keys(localStorage).find(key => key.endsWith('.refreshToken'));

window.app = {
  signIn: (username, password) => signIn({ username, password }),
  newPassword: challengeResponse => confirmSignIn({ challengeResponse }),
  redirect: () => signInWithRedirect(),
  user: () => getCurrentUser(),
  attributes: () => fetchUserAttributes(),
  tokens: () => tokens(false),
  refresh: () => tokens(true),
  refreshToken: () => localStorage[refreshTokenKey()],
  storeRefreshToken: token => {
    localStorage[refreshTokenKey()] = token;
  },
  signOut: () => signOut(),
  signOutEverywhere: () => signOut({ global: true }),
  /** As if another application of the same pool were opened. */
  forget: () => {
    localStorage.clear();
    location.reload();
  },
  events: () => events.map(event => event.trim())
};
