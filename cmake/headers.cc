// Nothing: the file whose compilation parses the headers that the others share (cmake/Markwarden.cmake).
