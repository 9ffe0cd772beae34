export const APP = { appId: "wx1234567890abcdef", appSecret: "0123456789abcdef0123456789abcdef" };
