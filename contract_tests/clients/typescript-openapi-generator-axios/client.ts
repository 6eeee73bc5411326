// Gets usage reports and prints each as JSON on one line.
import { isAxiosError } from "axios";
import { parseArgs } from "node:util";
import { AccountsApi, Configuration } from "./flowmusic/index.js";

const { values } = parseArgs({
  options: { "base-url": { type: "string" }, email: { type: "string", multiple: true, default: [] } },
});

const configuration = new Configuration({
  basePath: values["base-url"] ?? "https://api.useapi.net/v1",
  accessToken: process.env["USEAPI_TOKEN"] ?? "",
});
const accounts = new AccountsApi(configuration);
for (const email of values.email) {
  try {
    const { status, data } = await accounts.getAccountUsage(email, {
      responseType: "json",
      transitional: { silentJSONParsing: false },
    });
    console.log(JSON.stringify(status === 200 ? { status, usage: data } : { status }));
  } catch (error) {
    const response = isAxiosError(error) && error.response;
    console.log(JSON.stringify(response ? { status: response.status } : { error: String(error) }));
  }
}
