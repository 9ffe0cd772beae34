export { User, UserFavourites, UserInfo } from "./user.types.js";
