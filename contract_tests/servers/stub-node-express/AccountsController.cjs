// The build replaces the generated controller with this one, which also passes the Authorization header on.
const service = require("../services/AccountsService");
const Controller = require("./Controller");

const getAccountUsage = (request, response) =>
  Controller.handleRequest(request, response, ({ email }) =>
    service.getAccountUsage({ email, authorization: request.headers.authorization }),
  );

module.exports = { getAccountUsage };
