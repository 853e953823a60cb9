def main():
    print("python")
