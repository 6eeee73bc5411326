"""From a URL to exchanges: the target, directed probes, generated requests, and the session that sends them."""
