"""Two schemas compared, keyword by keyword, and what is told beside them."""
