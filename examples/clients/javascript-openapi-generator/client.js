// Asks for one account's usage and prints what it understood.
import { parseArgs } from "node:util";
import { AccountsApi, ApiClient } from "./flowmusic/src/index.js";

const { values } = parseArgs({ options: { "base-url": { type: "string" }, email: { type: "string", default: "" } } });

const client = new ApiClient(values["base-url"]);
client.authentications.apiToken.accessToken = process.env.USEAPI_TOKEN;
client.plugins = [(request) => request.redirects(0)]; // it would send the token along
try {
  const { response, data } = await new AccountsApi(client).getAccountUsageWithHttpInfo(values.email);
  console.log(JSON.stringify(response.status === 200 ? { status: 200, usage: data } : { status: response.status }));
} catch (refusal) {
  if (!refusal.status || refusal.status === 200) throw refusal;
  console.log(JSON.stringify({ status: refusal.status }));
}
