import { type AccountCall, endpoint, type Reply } from "../endpoint.js";

/** From where callbacks come and where the API is: here, both are the simulator. */
export const networkEndpoints = [endpoint("GET", "getcallbackip", addresses), endpoint("GET", "get_api_domain_ip", addresses)];

function addresses({ world }: AccountCall): Reply {
  return { ip_list: [world.options.host] };
}
