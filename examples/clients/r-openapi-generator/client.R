# Asks for one account's usage and prints what it understood.
library(openapi)

words <- commandArgs(trailingOnly = TRUE)
options <- setNames(words[c(FALSE, TRUE)], words[c(TRUE, FALSE)])

# The models' own toJSONString leaves out what is null.
plain <- function(value) {
  if (R6::is.R6(value)) {
    sapply(value$`_field_list`, function(name) plain(value[[name]]), simplify = FALSE)
  } else if (is.list(value)) {
    lapply(value, plain)
  } else {
    value
  }
}

httr::set_config(httr::config(followlocation = FALSE)) # it would send the token along
client <- ApiClient$new(base_path = options[["--base-url"]], bearer_token = Sys.getenv("USEAPI_TOKEN"))
response <- AccountsApi$new(client)$GetAccountUsageWithHttpInfo(options[["--email"]])
told <- list(status = response$status_code)
if (response$status_code == 200) told$usage <- plain(response$content)
cat(jsonlite::toJSON(told, auto_unbox = TRUE, null = "null", digits = I(17)), "\n")
