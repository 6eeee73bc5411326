// Gets the usage report of one account and prints it as JSON.
import { isAxiosError } from "axios";
import { parseArgs } from "node:util";
import { createApiClient } from "./flowmusic.js";

const { values } = parseArgs({ options: { "base-url": { type: "string" }, email: { type: "string", default: "" } } });

const api = createApiClient(values["base-url"] ?? "https://api.useapi.net/v1", {
  axiosConfig: { headers: { Authorization: `Bearer ${process.env["USEAPI_TOKEN"]}` } },
});
try {
  const usage = await api.getAccountUsage({ queries: { email: values.email } });
  console.log(JSON.stringify({ status: 200, usage }));
} catch (error) {
  if (!isAxiosError(error) || !error.response) throw error;
  console.log(JSON.stringify({ status: error.response.status }));
}
