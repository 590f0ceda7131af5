// What a script sees that calls the pool without a library.

window.app = {
  get: async path => {
    const answer = await fetch(window.POOL + path);
    return { status: answer.status, body: await answer.json() };
  },
  /** With the headers that the AWS SDK sends, so the browser asks first. */
  call: async (operation, parameters) => {
    const answer = await fetch(window.POOL + '/', {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.' + operation,
        'x-amz-user-agent': 'test'
      },
      body: JSON.stringify(parameters)
    });
    return { status: answer.status, errorType: answer.headers.get('x-amzn-errortype'), body: await answer.json() };
  }
};
