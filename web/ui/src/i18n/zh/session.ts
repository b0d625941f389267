// The sign-in page.
export default {
  "session.title": "登录",
  "session.login": "账号",
  "session.password": "密码",
  "session.code": "一次性登录码",
  "session.useCode": "改用一次性登录码",
  "session.usePassword": "改用账号和密码",
  "session.submit": "登录",
  "session.codeSubmit": "用登录码登录",
  "session.working": "正在登录",
  "session.wrong": "账号或密码不对，或者账号已停用。",
  "session.codeWrong": "登录码不对、已用过或已过期。请向管理员再要一个。",
  "session.lead1": "系统只说“疑似”，认定由人作出。",
  "session.lead2": "每一次采集都已封存，可由第三方验证。",
  "session.lead3": "没有两个人经手，任何通知都不会发出。",
} as const;
