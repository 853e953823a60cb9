console.log("shout");
