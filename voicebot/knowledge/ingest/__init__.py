"""From an organisation's files to passages: bytes in, blocks, then passages out. Pure; `voicebot.ingesting` runs it.

    parse       a file's kind, the guards around it, and its parser
    blocks      what every parser gives: headings, paragraphs, items and rows in order, and an account of every page
    decode      bytes to text, and text without look-alikes
    tables      a grid with merged cells to lines that carry row and column names
    plain markdown html delimited docx xlsx pdf      one parser each
    glyphs ruled pieces layout      what PDF lacks: lines, tables, paragraphs, headings
    shown       a spreadsheet's values as it shows them
    worker      the child process
    chunks      blocks to passages
"""
