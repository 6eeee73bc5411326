// Gets the usage report of one account and prints it as JSON.
import { parseArgs } from "node:util";
import { AccountsApi, ApiClient } from "./flowmusic/src/index.js";

const { values } = parseArgs({ options: { "base-url": { type: "string" }, email: { type: "string", default: "" } } });

const client = new ApiClient(values["base-url"]);
client.authentications.apiToken.accessToken = process.env.USEAPI_TOKEN;
client.plugins = [(request) => request.redirects(0)]; // the token would be sent to the new host
try {
  const { response, data } = await new AccountsApi(client).getAccountUsageWithHttpInfo(values.email);
  console.log(JSON.stringify(response.status === 200 ? { status: 200, usage: data } : { status: response.status }));
} catch (error) {
  if (!error.status || error.status === 200) throw error;
  console.log(JSON.stringify({ status: error.status }));
}
