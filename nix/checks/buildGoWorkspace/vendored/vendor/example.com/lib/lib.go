package lib

const Where = "from vendor"
