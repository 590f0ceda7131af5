import { UserManager } from 'oidc-client-ts';

const pool = new URL(window.POOL);
const page = location.origin + '/';

const users = new UserManager({
  authority: pool.origin + '/us-east-1_LocalPool',
  client_id: '7local0browser0client0spa',
  redirect_uri: page,
  scope: 'openid email profile',
  loadUserInfo: true
});

async function signOut() {
  await users.signoutRedirect({
    extraQueryParams: { client_id: '7local0browser0client0spa', logout_uri: page }
  });
}

const shown = user =>
  user && {
    profile: user.profile,
    accessToken: user.access_token,
    refreshToken: user.refresh_token,
    idToken: user.id_token,
    expired: user.expired
  };

window.app = {
  signIn: () => users.signinRedirect(),
  callback: async () => shown(await users.signinCallback()),
  user: async () => shown(await users.getUser()),
  refresh: async () => shown(await users.signinSilent()),
  revoke: () => users.revokeTokens(['refresh_token']),
  signOut
};
