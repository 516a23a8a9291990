// What a developer should know about a page, in debug builds only: nothing yet.
