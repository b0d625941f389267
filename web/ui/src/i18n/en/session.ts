// The sign-in page.
export default {
  "session.title": "Sign in",
  "session.login": "Login",
  "session.password": "Password",
  "session.code": "One-time code",
  "session.useCode": "Use a one-time code",
  "session.usePassword": "Use login and password",
  "session.submit": "Sign in",
  "session.codeSubmit": "Sign in with the code",
  "session.working": "Signing in",
  "session.wrong": "The login or the password is wrong, or the account is disabled.",
  "session.codeWrong": "The code is wrong, used or out of date. Ask an administrator for another one.",
  "session.lead1": "The software says “suspected”. People decide.",
  "session.lead2": "Every capture is sealed and can be verified without us.",
  "session.lead3": "No notice leaves before two people have seen it.",
} as const;
