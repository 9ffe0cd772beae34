const zh = {
  skip: "跳到正文",
  navigation: "主导航",
  menu: "菜单",
  overview: "概览",
  users: "用户",
  tags: "标签与人群",
  sends: "群发",
  materials: "素材",
  settings: "设置",
  language: "English",
  languageLabel: "Switch to English",
  sandbox: "沙盒：消息不会真正发出",
  sandboxMore: "换成真实公众号会怎样？",
  sandboxTitle: "沙盒与真实公众号",
  sandboxFacts: [
    "沙盒里的公众号是本机的微信模拟器，用户是虚构的；所有规则（配额、频率、失败码、回调）与微信一致。",
    "设置 WECHAT_APP_ID、WECHAT_APP_SECRET、WECHAT_CALLBACK_TOKEN 和 WECHAT_ENCODING_AES_KEY 后启动，就会连接真实公众号：群发会真正送达粉丝，无法撤回。",
    "真实公众号的数据存放在另一个租户里，沙盒的标签、人群和群发不会带过去。",
  ],
  offline: (seconds: string) => `与服务器的连接已中断 ${seconds} 秒，正在重连。页面上是中断前的数据；群发在服务器上照常进行。`,
  account: "账号",
};

const en: typeof zh = {
  skip: "Skip to content",
  navigation: "Main navigation",
  menu: "Menu",
  overview: "Overview",
  users: "Users",
  tags: "Tags & segments",
  sends: "Mass sends",
  materials: "Materials",
  settings: "Settings",
  language: "中文",
  languageLabel: "切换到中文",
  sandbox: "Sandbox: no message leaves this machine",
  sandboxMore: "What changes with a real account?",
  sandboxTitle: "The sandbox and a real account",
  sandboxFacts: [
    "The sandbox's account is a WeChat simulator on this machine and its users are made up; all rules (quotas, rates, error codes, callbacks) are WeChat's.",
    "Started with WECHAT_APP_ID, WECHAT_APP_SECRET, WECHAT_CALLBACK_TOKEN and WECHAT_ENCODING_AES_KEY, Tagcast speaks to a real account: mass sends then reach people and cannot be taken back.",
    "A real account is a tenant of its own: the sandbox's tags, segments and sends do not move there.",
  ],
  offline: (seconds) =>
    `No connection to the server for ${seconds} s; trying again. What you see is from before; sends go on at the server.`,
  account: "Account",
};

export const shell = { zh, en };
