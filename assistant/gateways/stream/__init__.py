"""A live stream's sound, heard by RTMP, HLS or FLV over HTTP, and Xiaoer's voice sent by RTMP."""
