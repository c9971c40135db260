"""Private homes of the protocol models; `codex_app_server.types` is the public one."""
