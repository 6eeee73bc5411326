// The service that the stub calls; the build replaces the generated service with it.
const Service = require("./Service");

const usage = import("../../usage.js");

const getAccountUsage = async ({ email, authorization }) => {
  const { respond } = await usage;
  const [status, body] = respond(authorization, email);
  return Service.successResponse(body, status);
};

module.exports = { getAccountUsage };
