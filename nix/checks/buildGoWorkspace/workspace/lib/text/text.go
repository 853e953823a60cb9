package text

func Greeting(name string) string { return "hello " + name }
