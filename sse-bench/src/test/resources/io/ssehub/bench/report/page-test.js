console.log('$1 \\d');
