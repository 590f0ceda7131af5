-- Sign-ins by password at the stand-in pool, as wrk sends them.
wrk.method = "POST"
wrk.path = "/"
wrk.headers["Content-Type"] = "application/x-amz-json-1.1"
wrk.headers["X-Amz-Target"] = "AWSCognitoIdentityProviderService.InitiateAuth"
wrk.body = [[{
  "AuthFlow": "USER_PASSWORD_AUTH",
  "ClientId": "7local0browser0client0spa",
  "AuthParameters": { "USERNAME": "test-user", "PASSWORD": "Local-Pass-1" }
}]]
