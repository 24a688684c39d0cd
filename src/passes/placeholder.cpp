// Until the folder has its first source.
