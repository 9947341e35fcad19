"""Reading a label from a photo, without any network: picture in, text with its doubts and a Label out."""
