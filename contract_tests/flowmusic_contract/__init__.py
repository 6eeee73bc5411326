"""The contract of the Flow Music account-usage endpoint: rules, probes, a mock server, faults and reports."""
