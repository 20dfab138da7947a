'</script>';
