"""The MCP server: other agents read the log and its views, and propose actions to the gate."""
