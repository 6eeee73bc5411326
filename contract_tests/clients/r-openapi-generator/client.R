# Gets the usage report of one account and prints it as JSON.
library(openapi)

words <- commandArgs(trailingOnly = TRUE)
options <- setNames(words[c(FALSE, TRUE)], words[c(TRUE, FALSE)])

# The models' own toJSONString leaves out null values.
plain <- function(value) {
  if (R6::is.R6(value)) {
    sapply(value$`_field_list`, function(name) plain(value[[name]]), simplify = FALSE)
  } else if (is.list(value)) {
    lapply(value, plain)
  } else {
    value
  }
}

httr::set_config(httr::config(followlocation = FALSE)) # the token would be sent to the new host
client <- ApiClient$new(base_path = options[["--base-url"]], bearer_token = Sys.getenv("USEAPI_TOKEN"))
response <- AccountsApi$new(client)$GetAccountUsageWithHttpInfo(options[["--email"]])
output <- list(status = response$status_code)
if (response$status_code == 200) output$usage <- plain(response$content)
cat(jsonlite::toJSON(output, auto_unbox = TRUE, null = "null", digits = I(17)), "\n")
