const zh = {
  administrator: (left: string, by: string) => `等待公众号管理员在微信里确认，还剩 ${left}（${by} 截止）`,
  administratorLate: "等待公众号管理员在微信里确认，时限已到",
  administratorWhy: "管理员的微信会收到确认请求；30 分钟内没有确认，谁也不会收到这次群发。",
  operator: "等待人工处理",
  quota: (when: string) => `等待微信额度恢复，${when}自动继续`,
  results: "等待微信的回执",
  schedule: (when: string) => `${when}自动发送`,
  today: (clock: string) => `今天 ${clock} `,
  tomorrow: (clock: string) => `明天 ${clock} `,
  day: (moment: string) => `${moment} `,
  joined: (state: string, wait: string) => `${state}，${wait}`,
};

const en: typeof zh = {
  administrator: (left, by) => `waiting for the account's administrator to confirm it in WeChat: ${left} left (until ${by})`,
  administratorLate: "waiting for the account's administrator to confirm it in WeChat: time is up",
  administratorWhy: "WeChat asked the administrator; unless they confirm it within 30 minutes nobody gets this send.",
  operator: "waiting for somebody to decide",
  quota: (when) => `waiting for WeChat's quota; goes on by itself ${when}`,
  results: "waiting for WeChat's results",
  schedule: (when) => `goes out by itself ${when}`,
  today: (clock) => `today at ${clock}`,
  tomorrow: (clock) => `tomorrow at ${clock}`,
  day: (moment) => `at ${moment}`,
  joined: (state, wait) => `${state}; ${wait}`,
};

export const waiting = { zh, en };
