# Gets usage reports and prints each as JSON on one line.
library(openapi)

words <- commandArgs(trailingOnly = TRUE)
options <- split(words[c(FALSE, TRUE)], words[c(TRUE, FALSE)])

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
accounts <- AccountsApi$new(client)
for (email in options[["--email"]]) {
  output <- tryCatch({
    response <- accounts$GetAccountUsageWithHttpInfo(email)
    usage <- if (response$status_code == 200) list(usage = plain(response$content))
    c(list(status = response$status_code), usage)
  }, error = function(error) list(error = conditionMessage(error)))
  cat(jsonlite::toJSON(output, auto_unbox = TRUE, null = "null", digits = I(17)), "\n")
}
