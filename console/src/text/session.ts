const zh = {
  title: "登录 Tagcast",
  lead: "微信公众号标签与群发",
  username: "用户名",
  password: "密码",
  signIn: "登录",
  needUsername: "请输入用户名",
  needPassword: "请输入密码",
  wrong: "用户名或密码不对。",
  ended: "登录已结束（到期、已被停用或角色有变），请重新登录。登录后会回到刚才的页面。",
  signOut: "退出登录",
  expires: (time: string) => `登录有效至 ${time}`,
  expiresSoon: (minutes: string) => `登录将在 ${minutes} 分钟后到期，届时需要重新登录。`,
};

const en: typeof zh = {
  title: "Sign in to Tagcast",
  lead: "Tags and mass sends for WeChat Official Accounts",
  username: "Username",
  password: "Password",
  signIn: "Sign in",
  needUsername: "Enter your username",
  needPassword: "Enter your password",
  wrong: "Username or password is wrong.",
  ended: "Your session has ended (time is up, you were disabled, or your role changed). Sign in again to go on where you were.",
  signOut: "Sign out",
  expires: (time) => `Signed in until ${time}`,
  expiresSoon: (minutes) => `Your session ends in ${minutes} minutes; you will have to sign in again.`,
};

export const session = { zh, en };
