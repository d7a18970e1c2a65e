"""The command line, one module a command group; commands parse, call the pipeline and print."""
